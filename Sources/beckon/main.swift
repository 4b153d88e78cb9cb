import BeckonCommand
import Glibc

exit(await Beckon.start(Array(CommandLine.arguments.dropFirst())))
