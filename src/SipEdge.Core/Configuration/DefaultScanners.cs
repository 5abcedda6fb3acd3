using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>
/// What programs that look for open SIP servers call themselves, in User-Agent or as the display name of From and To, as firewall
/// lists and honeypots have it. A scanner that hides is caught by what it does; this rule only spares the work for those that do
/// not.
/// </summary>
public static class DefaultScanners
{
    public static ImmutableArray<string> Names { get; } =
    [
        "friendly-scanner", "sipvicious", "sipcli", "sip-scan", "sipscan", "sundayddr", "VaxSIPUserAgent", "pplsip",
    ];
}
