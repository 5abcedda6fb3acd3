using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SipEdge.Admin;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;

namespace SipEdge.Cli;

/// <summary>Options that several verbs have, with one wording.</summary>
internal static class SharedOptions
{
    public static Option<string?> Config() => new("--config", "-c")
    {
        Description = "Configuration file. Default: SIPEDGE_CONFIG, then /etc/sipedge/sipedge.yaml, then the built-in one",
        HelpName = "file",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON, for scripts" };

    public static Option<string?> Socket() => new("--socket")
    {
        Description = "The running edge's admin socket. "
            + "Default: the configuration's, else where an edge of this user, or the service, puts it",
        HelpName = "path",
    };

    public static TimeSpan UsualTimeout => TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for a peer's answer; null: as usual.</summary>
    public static Option<TimeSpan?> Timeout() => new("--timeout")
    {
        Description = "For each answer. Default: 5s",
        HelpName = "duration",
        CustomParser = Duration,
    };

    /// <summary>For verbs that read no configuration themselves: as below, with the one that serves when none is named.</summary>
    public static AdminClient Client(string? socket) =>
        socket is null ? Client(null, ConfigurationSource.Find(null).Load().Options) : new AdminClient(socket);

    /// <summary>
    /// Asks the edge behind the socket that was named, else behind that of the configuration, as far as it can be read, else
    /// behind the one that is there by default.
    /// </summary>
    public static AdminClient Client(string? socket, EdgeOptions? options) =>
        new(socket ?? options?.Admin.Socket ?? AdminSocket.ForClient(Environment.GetEnvironmentVariable, File.Exists));

    /// <summary>A time of day; without a zone it is this machine's.</summary>
    public static DateTimeOffset? Time(ArgumentResult given)
    {
        var text = given.Tokens[0].Value;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time))
        {
            return time;
        }
        given.AddError($"--at '{text}' is not a time, such as 2026-11-21T10:00:00Z");
        return null;
    }

    private static TimeSpan? Duration(ArgumentResult given)
    {
        var text = given.Tokens[0].Value;
        if (DurationText.TryParse(text, out var time) && time > TimeSpan.Zero && time <= TimeSpan.FromMinutes(1))
        {
            return time;
        }
        given.AddError($"--timeout '{text}' is no duration up to 1m, such as 500ms or 5s");
        return null;
    }
}
