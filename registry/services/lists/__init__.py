"""Lists of the day: each declares its columns once, and the page, the file and an office's own layout read them there."""
