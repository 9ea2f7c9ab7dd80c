from dynamo_stability import beta, deprecated, experimental, stable


@deprecated("Use shutil.get_terminal_size.", since="8.0", remove_in="8.1", alternative="shutil.get_terminal_size")
def get_terminal_size() -> None: ...


@deprecated("Use sys.argv.", since="8.0", remove_in="8.3", alternative="sys.argv")
def get_os_args() -> None: ...


@experimental
@deprecated("Use echo.", since="8.0", remove_in="8.3", alternative="clickish.echo")
def secho_all() -> None: ...


@beta
@deprecated("Use echo.", since="7.0", remove_in="8.1", alternative="clickish.echo")
def echo_bytes() -> None: ...


def echo() -> None: ...
