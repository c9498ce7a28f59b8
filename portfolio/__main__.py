"""`python -m portfolio` is the command `portfolio`."""

from .cli import main

if __name__ == "__main__":
    main()
