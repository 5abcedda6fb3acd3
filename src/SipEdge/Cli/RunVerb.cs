using System.CommandLine;
using Microsoft.Extensions.Logging;
using SipEdge.Hosting;

namespace SipEdge.Cli;

/// <summary><c>sipedge run</c>: the edge itself, in the foreground.</summary>
internal static class RunVerb
{
    public const string Name = "run";

    public static Command Create(Terminal terminal)
    {
        var config = SharedOptions.Config();
        var level = new Option<LogLevel>("--log-level")
        {
            Description = "Trace, Debug, Information, Warning or Error",
            DefaultValueFactory = static _ => LogLevel.Information,
            HelpName = "level",
        };
        var verb = new Verb(
            Name,
            "Run the edge in the foreground. SIGTERM drains, a second one ends at once; SIGHUP reads the configuration again",
            "sipedge run",
            "sipedge run --config sipedge.yaml",
            "sipedge run --log-level Debug")
        {
            config, level,
        };
        verb.SetAction((parsed, _) => EdgeHost.RunAsync(
            ConfigurationSource.Find(parsed.GetValue(config)), parsed.GetValue(level), terminal));
        return verb;
    }
}
