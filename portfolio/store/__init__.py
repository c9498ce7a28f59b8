"""What is kept between builds, and what tells whether it still holds."""
