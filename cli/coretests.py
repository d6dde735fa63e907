"""placeholder"""


def run():
    return 0
