"""Contact sheets: frames of a scene on one picture, with their time codes."""
