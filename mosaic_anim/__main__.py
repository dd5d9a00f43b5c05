"""`python -m mosaic_anim` is the command `mosaic-anim`."""

from mosaic_anim.cli.main import main

if __name__ == "__main__":
    main()
