"""Pictures that the program draws itself: those for sharing, and QR codes."""
