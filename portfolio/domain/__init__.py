"""What a credential is: its record, its state on a day, the platforms that know it."""
