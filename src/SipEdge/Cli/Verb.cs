using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SipEdge.Cli;

/// <summary>A verb with examples, which its <c>--help</c> prints after the options. Every example is one that was run.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;

    /// <summary>Has the help of every verb end with its examples.</summary>
    public static void PrintExamples(RootCommand root)
    {
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction usual } help)
            {
                if (Console.IsOutputRedirected)
                {
                    usual.MaxWidth = Terminal.Columns;
                }

                help.Action = new HelpWithExamples(usual);
            }
        }
    }

    /// <summary>
    /// Has a verb run beside the thread that waits for it, so that SIGTERM and Ctrl-C end it also while it waits in a call that knows
    /// no cancellation: to open a named pipe that nobody writes to.
    /// </summary>
    public static void MakeInterruptible(Command verb)
    {
        verb.Action = verb.Action switch
        {
            AsynchronousCommandLineAction usual => new Beside(usual.InvokeAsync),
            SynchronousCommandLineAction usual => new Beside((parsed, _) => Task.FromResult(usual.Invoke(parsed))),
            _ => verb.Action,
        };
        foreach (var child in verb.Subcommands)
        {
            MakeInterruptible(child);
        }
    }

    private sealed class Beside(Func<ParseResult, CancellationToken, Task<int>> usual) : AsynchronousCommandLineAction
    {
        public override Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default) =>
            Task.Run(() => usual(parseResult, cancellationToken), CancellationToken.None);
    }

    private sealed class HelpWithExamples(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
    {
        // Help wins over a missing argument.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var result = usual.Invoke(parseResult);
            if (parseResult.CommandResult.Command is Verb verb)
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (var example in verb.Examples)
                {
                    output.WriteLine($"  {example}");
                }

                output.WriteLine();
            }

            return result;
        }
    }
}
