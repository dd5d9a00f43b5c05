"""One picture, PNG or JPEG, and the archive of PNG files that segments of pictures are."""
