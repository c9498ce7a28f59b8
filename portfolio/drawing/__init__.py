"""Pictures that the program draws: share pictures and QR codes."""
