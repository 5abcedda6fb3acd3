using System.CommandLine;

namespace SipEdge.Cli;

/// <summary><c>sipedge route</c>: where calls go.</summary>
internal static class RouteVerb
{
    public static Command Create(Terminal terminal) => new Verb(
        "route",
        "Where calls go",
        "sipedge route test +31201234567 --from carrier")
    {
        RouteTestVerb.Create(terminal),
    };
}
