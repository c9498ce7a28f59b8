"""Pictures, SVG and documents: detecting, cleaning, measuring and scaling them."""
