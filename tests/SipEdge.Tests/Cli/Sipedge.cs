using SipEdge.Cli;

namespace SipEdge.Tests.Cli;

/// <summary>Runs the command line in this process and keeps what it wrote.</summary>
internal static class Sipedge
{
    public static async Task<Outcome> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(arguments, new Terminal(output, error));
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }

    internal sealed record Outcome(int ExitCode, string Output, string Error)
    {
        public int Widest => Output.Split('\n').Max(static line => line.TrimEnd().Length);
    }
}
