using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of a trunk about everything that is not an INVITE.</summary>
internal static class SignallingReader
{
    public static SignallingOptions Read(MapReader reader) => new()
    {
        Refer = reader.Choice("refer", ConfigNames.Refer, ReferMode.Reject),
        Replaces = reader.Choice("replaces", ConfigNames.Replaces, ReplacesMode.Ignore),
        Redirect = reader.Choice("redirect", ConfigNames.Redirect, RedirectMode.Refuse),
        Message = reader.Choice("message", ConfigNames.Passes, PassMode.Reject),
        Subscribe = reader.Choice("subscribe", ConfigNames.Passes, PassMode.Reject),
        Events = reader.Texts("events", SignallingOptions.Default.Events),
        UdpMaxBytes = reader.Int("udp_max_bytes", SignallingOptions.UsualUdpMaxBytes),
        AlgRepair = reader.Bool("alg_repair", false),
        Keepalive = reader.OptionalDuration("keepalive"),
    };
}
