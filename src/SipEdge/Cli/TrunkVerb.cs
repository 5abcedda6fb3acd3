using System.CommandLine;

namespace SipEdge.Cli;

/// <summary><c>sipedge trunk</c>: peers, added, switched on and off, drained and removed.</summary>
internal static class TrunkVerb
{
    public static Command Create(Terminal terminal) => new Verb(
        "trunk",
        "Trunks: add them, see how they do, test them, switch them off and on without losing calls, remove them",
        "sipedge trunk add carrier --profile itsp-static-udp --address 198.51.100.7",
        "sipedge trunk drain carrier",
        "sipedge trunk disable carrier --now")
    {
        TrunkAddVerb.Create(terminal),
        TrunkImportVerb.Create(terminal),
        TrunkStateVerb.Disable(terminal),
        TrunkStateVerb.Drain(terminal),
        TrunkStateVerb.Enable(terminal),
        TrunkStateVerb.Remove(terminal),
        TrunkListVerb.Create(terminal),
        TrunkShowVerb.Create(terminal),
        TrunkTestVerb.Create(terminal),
        TrunkProbeVerb.Create(terminal),
        TrunkCaptureVerb.Create(terminal),
    };

    public static Argument<string> Name() => new("trunk") { Description = "Name of the trunk" };
}
