"""The words of a command line that say what a program is compiled for."""

from ori_compiler.cli.command_line import Arguments, UsageError
from ori_compiler.driver.configuring import Choice, Configuration, ConfigurationError, configuration_of
from ori_compiler.driver.loading import normal_path, source_files
from ori_compiler.driver.projects import Projects


def given_configuration(arguments: Arguments, paths: tuple[str, ...]) -> Configuration:
    """What the program in these files is compiled for; its project is that of the first file.

    Raises `UsageError` for targets and features that do not exist, and for contradictions.
    """
    if arguments.options.get("--debug") and arguments.options.get("--release"):
        raise UsageError("`--debug` and `--release` exclude each other", "give one of them; `--debug` is the default")
    choice = Choice(
        arguments.options.get("--target") or None,
        arguments.values("--feature"),
        not arguments.options.get("--no-default-features"),
        bool(arguments.options.get("--release")),
        arguments.values("--cfg"),
    )
    first = next(iter(source_files(paths[:1])), None)
    project = Projects().of(normal_path(first)) if first is not None else None
    try:
        return configuration_of(choice, project.manifest if project is not None else None)
    except ConfigurationError as error:
        raise UsageError(error.message, error.hint) from None
