"""What an SVG may contain: elements and attributes of SVG 1.1 and 2, CSS functions and at-rules."""

from __future__ import annotations

SVG_ELEMENTS = frozenset(
    """
    svg g defs symbol use switch title desc a view style image
    path rect circle ellipse line polyline polygon text tspan tref textPath altGlyph
    linearGradient radialGradient stop meshgradient meshrow meshpatch hatch hatchpath solidcolor
    pattern clipPath mask marker filter
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
    feSpotLight feTile feTurbulence animate animateMotion animateTransform mpath set
    font font-face font-face-src font-face-name missing-glyph glyph hkern vkern
    flowRoot flowRegion flowPara flowSpan
    """.split()
)
"""Elements that show something or control how it is shown."""
ACTIVE_ELEMENTS = frozenset(
    "script handler listener foreignObject iframe embed object audio video".split()
)
"""Elements that can run or load something; they are refused, as are those in no list."""
INVISIBLE_ELEMENTS = frozenset({"metadata"})
"""Elements that no browser shows; they are dropped with their content."""
SVG_ATTRIBUTES = frozenset(
    """
    id class style lang role tabindex xml:space xml:lang version baseProfile viewBox
    preserveAspectRatio zoomAndPan x y z x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy d points width
    height pathLength offset rotate textLength lengthAdjust transform gradientTransform
    gradientUnits patternTransform patternUnits patternContentUnits spreadMethod clipPathUnits
    maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient filterUnits
    primitiveUnits filterRes in in2 result type mode operator values k1 k2 k3 k4 order kernelMatrix
    divisor bias targetX targetY edgeMode kernelUnitLength preserveAlpha surfaceScale
    diffuseConstant specularConstant specularExponent limitingConeAngle pointsAtX pointsAtY
    pointsAtZ azimuth elevation scale xChannelSelector yChannelSelector stdDeviation radius
    baseFrequency numOctaves seed stitchTiles tableValues slope intercept amplitude exponent
    requiredExtensions requiredFeatures systemLanguage externalResourcesRequired
    attributeName attributeType begin dur end min max restart repeatCount repeatDur fill calcMode
    keyTimes keySplines keyPoints from to by additive accumulate path origin
    startOffset method spacing side media
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering cursor direction display dominant-baseline
    enable-background fill-opacity fill-rule filter flood-color flood-opacity font font-family
    font-size font-size-adjust font-stretch font-style font-variant font-weight
    font-feature-settings font-variation-settings glyph-orientation-horizontal
    glyph-orientation-vertical image-rendering inline-size isolation kerning letter-spacing
    lighting-color line-height marker marker-end marker-mid marker-start mask mask-type
    mix-blend-mode opacity overflow paint-order pointer-events shape-inside shape-rendering
    stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity stroke-width text-align text-anchor text-decoration
    text-orientation text-overflow text-rendering text-transform transform-box transform-origin
    unicode-bidi vector-effect visibility white-space word-spacing writing-mode
    name horiz-adv-x horiz-origin-x horiz-origin-y vert-adv-y vert-origin-x vert-origin-y unicode
    glyph-name arabic-form units-per-em ascent descent cap-height x-height unicode-range panose-1
    stemv stemh bbox alphabetic underline-position underline-thickness u1 u2 g1 g2 k
    aria-label aria-labelledby aria-describedby aria-hidden aria-roledescription
    """.split()
)
"""Attributes except links. Others are dropped; event handlers are refused."""
TEXT_ATTRIBUTES = frozenset("id class role lang unicode glyph-name font-family".split())
"""Attributes whose values are plain text, which may contain brackets."""
CSS_FUNCTIONS = frozenset(
    """
    url format local tech rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix icc-color
    device-cmyk light-dark calc min max clamp var env round abs sin cos
    matrix matrix3d translate translatex translatey translate3d rotate rotatex rotatey rotatez
    rotate3d scale scalex scaley scale3d skew skewx skewy perspective cubic-bezier steps linear
    linear-gradient radial-gradient conic-gradient repeating-linear-gradient
    repeating-radial-gradient
    blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia path
    polygon circle ellipse inset rect xywh
    not is where has lang nth-child nth-of-type nth-last-child nth-last-of-type and or media
    accesskey wallclock
    """.split()
) | {""}
"""CSS functions that load nothing; the argument of `url` is checked."""
CSS_AT_RULES = frozenset(
    "charset container font-face keyframes -webkit-keyframes layer media property supports".split()
)
"""CSS at-rules that load nothing."""
