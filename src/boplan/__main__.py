"""`python -m boplan` and the console script."""

from boplan.cli.app import main

if __name__ == "__main__":
    main()
