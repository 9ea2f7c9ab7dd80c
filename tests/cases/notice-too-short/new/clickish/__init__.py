from dynamo_stability import beta, deprecated, experimental, stable


@deprecated("Use shutil.get_terminal_size.", since="8.0", remove_in="8.1", alternative="shutil.get_terminal_size")
def get_terminal_size() -> None: ...


@deprecated("Use sys.argv.", since="8.0", remove_in="8.2", alternative="sys.argv")
def get_os_args() -> None: ...


@beta
@deprecated("Use progressbar.", since="8.0.4", remove_in="8.1", alternative="clickish.progressbar")
def echo_progress() -> None: ...


def progressbar() -> None: ...
