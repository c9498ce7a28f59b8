"""Files of other programs become records of ours."""
