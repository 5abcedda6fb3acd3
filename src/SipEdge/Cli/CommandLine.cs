using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using SipEdge.Admin;

namespace SipEdge.Cli;

/// <summary>The verbs of <c>sipedge</c>, and what all of them share.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal)
    {
        var root = new RootCommand("SipEdge: a SIP edge. Back-to-back user agent and media relay in front of a PBX.")
        {
            RunVerb.Create(terminal),
            DemoVerb.Create(terminal),
            CheckVerb.Create(terminal),
            ProfilesVerb.Create(terminal),
            ExplainVerb.Create(terminal),
            InitVerb.Create(terminal),
            AllowVerb.Create(terminal),
            AclVerb.Create(terminal),
            AccountVerb.Create(terminal),
            DomainVerb.Create(terminal),
            TokenVerb.Create(terminal),
            TrunkVerb.Create(terminal),
            AddressesVerb.Create(terminal),
            DnsZoneVerb.Create(terminal),
            RouteVerb.Create(terminal),
            CallsVerb.Create(terminal),
            PhonesVerb.Create(terminal),
            StatusVerb.Create(terminal),
            ReloadVerb.Create(terminal),
            BansVerb.Create(terminal),
        };
        Verb.PrintExamples(root);
        foreach (var verb in root.Subcommands.Where(static verb => verb.Name != RunVerb.Name))
        {
            Verb.MakeInterruptible(verb);
        }

        // A bare `sipedge` is a question.
        var parsed = root.Parse(arguments.Length == 0 ? ["--help"] : arguments);
        if (parsed.Action is ParseErrorAction)
        {
            // The first one explains; what follows is mostly its consequence.
            await terminal.Error.WriteLineAsync($"sipedge: {parsed.Errors[^1].Message}").ConfigureAwait(false);
            await terminal.Error.WriteLineAsync($"Try '{Path(parsed.CommandResult)} --help'.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,

                // A running edge takes its signals itself and needs more than two seconds to drain.
                ProcessTerminationTimeout = parsed.CommandResult.Command.Name == RunVerb.Name ? null : TimeSpan.FromSeconds(2),
            }).ConfigureAwait(false);
        }
        catch (EdgeNotRunningException e)
        {
            await terminal.Error.WriteLineAsync($"sipedge: {e.Message}").ConfigureAwait(false);
            return ExitCode.NotRunning;
        }
        catch (IOException e)
        {
            await terminal.Error.WriteLineAsync($"sipedge: {e.Message}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    /// <summary>The verb that was meant, as it is called.</summary>
    private static string Path(CommandResult verb) =>
        verb.Parent is CommandResult parent ? $"{Path(parent)} {verb.Command.Name}" : "sipedge";
}
