using System.CommandLine;
using SipEdge.Admin;

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
        Description = "The running edge's admin socket. Default: where an edge of this user, or the service, puts it",
        HelpName = "path",
    };

    /// <summary>Asks the edge behind the socket that was named, else the one that is there by default.</summary>
    public static AdminClient Client(string? socket) =>
        new(socket ?? AdminSocket.ForClient(Environment.GetEnvironmentVariable, File.Exists));
}
