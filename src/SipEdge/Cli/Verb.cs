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
            if (option is HelpOption { Action: SynchronousCommandLineAction usual } help)
            {
                help.Action = new HelpWithExamples(usual);
            }
        }
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
