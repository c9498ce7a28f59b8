"""Small certificates in PDF, invented for tests: what stands where, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from importing_files import LEGAL_NAME

Placed = tuple[float, float, float, str]
"""From the left, from the bottom, the size of the letters, and a text."""
CHECK = "https://coursera.org/verify/ABCDEFGHIJK2"
NUMBER = "UC-12345678-1234-1234-1234-1234567890ab"
LONG_NUMBER = "ab12" * 16


def written(
    *pages: Sequence[Placed],
    links: Sequence[str] = (),
    turn: int = 0,
    title: str = "",
    files: Mapping[str, bytes] = MappingProxyType({}),
    notes: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """A PDF with texts, and links on its first page; places are those of the turned page.

    `files` are attached to it, and `notes` hang on its first page.
    """
    objects = [
        b"",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    numbers: list[bytes] = []
    for page in pages:
        content = b"".join(_shown(turn, *placed) for placed in page)
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        text = len(objects)
        annotations = []
        for name, file in () if numbers else notes.items():
            place = _attached(objects, name, file)
            objects.append(
                b"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS %d 0 R>>" % place
            )
            annotations.append(b"%d 0 R" % len(objects))
        for link in () if numbers else links:
            objects.append(
                b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(%s)>>>>" % link.encode()
            )
            annotations.append(b"%d 0 R" % len(objects))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]/Contents %d 0 R/Rotate %d"
            b"/Resources<</Font<</F 3 0 R>>>>/Annots[%s]>>" % (text, turn, b" ".join(annotations))
        )
        numbers.append(b"%d 0 R" % len(objects))
    named = b"".join(
        b"(%s)%d 0 R" % (name.encode(), _attached(objects, name, file))
        for name, file in files.items()
    )
    objects[0] = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[%s]>>>>>>" % named
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(numbers), b" ".join(numbers))
    objects.append(b"<</Title(%s)>>" % title.encode())
    return _file(objects)


def _attached(objects: list[bytes], name: str, content: bytes) -> int:
    """Add a file to the objects; return the number of its description."""
    objects.append(
        b"<</Type/EmbeddedFile/Length %d>>stream\n%s\nendstream" % (len(content), content)
    )
    objects.append(
        b"<</Type/Filespec/F(%s)/UF(%s)/EF<</F %d 0 R>>>>"
        % (name.encode(), name.encode(), len(objects))
    )
    return len(objects)


def _shown(turn: int, left: float, bottom: float, size: float, text: str) -> bytes:
    matrix, x, y = {
        0: (b"1 0 0 1", left, bottom),
        90: (b"0 1 -1 0", 842 - bottom, left),
        180: (b"-1 0 0 -1", 842 - left, 595 - bottom),
        270: (b"0 -1 1 0", bottom, 595 - left),
    }[turn]
    escaped = text.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F %g Tf %s %g %g Tm (%s) Tj ET\n" % (size, matrix, x, y, escaped)


def _file(objects: Sequence[bytes]) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R/Info %d 0 R>>\n"
        b"startxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(objects), len(content))
    )


def column(*rows: tuple[float, str], left: float = 100, top: float = 560) -> list[Placed]:
    """Lines one beneath the other; those of one large size are near, like a title of two lines."""
    placed: list[Placed] = []
    for size, text in rows:
        is_more = bool(placed) and placed[-1][2] == size and size > 18
        top -= size * (1.4 if is_more else 2)
        placed.append((left, top, size, text))
    return placed


def coursera(number: str = "ABCDEFGHIJK2", title: str = "Data Basics for") -> bytes:
    """In the manner of a course of Coursera."""
    return written(
        column(
            (12, "May 17, 2024"),
            (30, LEGAL_NAME),
            (12, "has successfully completed"),
            (20, title),
            (20, "All of Us"),
            (11, "an online course authorized by Example University and offered through Coursera"),
            (9, "Jo Teacher"),
            (8, "Verify at:"),
            (8, f"https://coursera.org/verify/{number}"),
        ),
        links=[f"https://coursera.org/verify/{number}", "mailto:ada.private@example.net"],
    )


CERTIFICATES = {
    "coursera": coursera(),
    "freecodecamp": written(
        column(
            (14, "This certifies that"),
            (30, LEGAL_NAME),
            (14, "has successfully completed the freeCodeCamp.org"),
            (34, "Responsive Web Design"),
            (14, "Developer Certification on May 17, 2024, representing about 300 hours of work"),
            (8, "Verify at https://freecodecamp.org/certification/fcc12/responsive-web-design"),
        )
    ),
    "udemy": written(
        column(
            (8, f"Certificate no: {NUMBER}"),
            (8, f"Certificate url: ude.my/{NUMBER}"),
            (8, "Reference Number: 0004"),
            (12, "CERTIFICATE OF COMPLETION"),
            (40, "The Complete Data"),
            (11, "Instructors Jo Teacher"),
            (28, LEGAL_NAME),
            (11, "Date May 17, 2024"),
            (11, "Length 22 total hours"),
        )
    ),
    "microsoft": written(
        column(
            (16, "Microsoft"),
            (30, LEGAL_NAME),
            (12, "has successfully passed all requirements for"),
            (24, "Microsoft Certified: Data Fundamentals"),
            (10, "Credential ID: ABCDEF1234567890"),
            (10, "Earned on: May 17, 2024"),
            (10, "Expires on: May 17, 2026"),
        )
    ),
    "aws": written(
        [
            *column(
                (16, "Amazon Web Services"),
                (30, LEGAL_NAME),
                (12, "has successfully completed the requirements and has achieved their:"),
                (24, "AWS Certified Example Architect - Associate"),
            ),
            *((100, 200, 10, "Issue Date"), (100, 180, 10, "May 17, 2024")),
            *((300, 200, 10, "Expiration Date"), (300, 180, 10, "May 17, 2027")),
            *((500, 200, 10, "Validation Number"), (500, 180, 10, "ABCDEFGH12345678")),
            (100, 100, 8, "Validate at: https://aws.amazon.com/verification"),
        ]
    ),
    "linkedin": written(
        column(
            (12, "Certificate of Completion"),
            (14, f"Congratulations, {LEGAL_NAME}"),
            (26, "Learning Data"),
            (12, "Course completed on May 17, 2024 at 09:12AM UTC"),
            (10, "LinkedIn Learning"),
            (9, f"Certificate ID: {LONG_NUMBER}"),
        )
    ),
    "pearson": written(
        column(
            (20, "IT Example Specialist"),
            (12, "This certifies that"),
            (34, LEGAL_NAME),
            (12, "has successfully completed the requirements to be recognized as an"),
            (24, "IT Specialist - Python"),
            (10, "Example Testing Ltd"),
            (10, "Completed: May 17, 2024"),
            (10, "verify.certs.example.org/check/wDa8-GzX7"),
        )
    ),
    "german": written(
        column(
            (20, "ZERTIFIKAT"),
            (12, "Hiermit wird bestätigt, dass"),
            (34, LEGAL_NAME),
            (12, "am Kurs „Daten verstehen“ erfolgreich teilgenommen hat"),
            (10, "Beispiel-Akademie"),
            (10, "Berlin, den 17. Mai 2024"),
        )
    ),
    "spanish": written(
        column(
            (20, "Certificado de finalización"),
            (12, "Se certifica que"),
            (34, LEGAL_NAME),
            (12, "ha completado con éxito el curso"),
            (22, "Datos para todos"),
            (10, "Universidad de Ejemplo"),
            (10, "17 de mayo de 2024"),
        )
    ),
    "french": written(
        column(
            (20, "Attestation de réussite"),
            (34, LEGAL_NAME),
            (12, "a suivi avec succès le cours Données pour tous"),
            (10, "École Exemple"),
            (10, "Fait à Paris, le 17 mai 2024"),
        )
    ),
    "spaced": written(
        column(
            (12, "C E R T I F I C A T E  O F  C O M P L E T I O N"),
            (10, "is awarded to"),
            (40, LEGAL_NAME),
            (24, "Data Basics"),
            (10, "Example Academy"),
            (10, "2024-05-17"),
        )
    ),
}
"""Certificates in the manner of those of platforms, all of one person."""


def filled_form(name: str, title: str) -> bytes:
    """A certificate whose name and title are filled into a form, with links beside it."""
    fields: list[bytes] = []
    for at, value in ((400, name), (200, title)):
        shown = _shown(0, 2, 5, 24, value)
        fields += [
            b"<</Type/Annot/Subtype/Widget/FT/Tx/F 4/T(f%d)/V(%s)/Rect[100 %d 500 %d]/AP<</N %d 0 R>>>>"
            % (at, value.encode(), at, at + 40, 7 + len(fields)),
            b"<</Type/XObject/Subtype/Form/BBox[0 0 400 40]/Resources<</Font<</F 3 0 R>>>>"
            b"/Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        ]
    text = _shown(0, 100, 300, 12, "has successfully completed")
    return _file(
        [
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 8 0 R]>>>>",
            b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
            (
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]/Contents 4 0 R"
                b"/Resources<</Font<</F 3 0 R>>>>/Annots[6 0 R 8 0 R 10 0 R]>>"
            ),
            *fields,
            b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(%s)>>>>" % CHECK.encode(),
            b"<<>>",
        ]
    )
