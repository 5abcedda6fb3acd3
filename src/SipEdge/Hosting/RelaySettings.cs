using System.Net;
using SipEdge.Core.Configuration;
using SipEdge.Media.Relay;

namespace SipEdge.Hosting;

/// <summary>What the configuration's model means for the media relay.</summary>
internal static class RelaySettings
{
    /// <summary>Voice, video, fax and one more.</summary>
    private const int LinesPerCall = 4;

    /// <summary>What the relay can number.</summary>
    private const int MostSessions = 1 << 20;

    public static RelayOptions Of(EdgeModel model, int edgeLoops) => new()
    {
        Owners = edgeLoops,
        FirstPort = (ushort)model.Media.PortMin,
        LastPort = (ushort)model.Media.PortMax,
        MaxSessions = Math.Min(MostSessions, (model.Calls.MaxCalls + (CallOptions.EmergencyReserve * edgeLoops)) * LinesPerCall),
        Pace = TimeSpan.FromMilliseconds(model.Media.PaceMs),
        OwnAddresses = [.. Advertised(model.Media).Select(static address => ToEndpoint(address))],
    };

    private static IEnumerable<IPAddress> Advertised(MediaModel media) =>
        new[] { media.Ipv4?.Advertised, media.Ipv6?.Advertised }.OfType<IPAddress>();

    private static MediaEndpoint ToEndpoint(IPAddress address) => MediaEndpoint.TryParse(
        System.Text.Encoding.ASCII.GetBytes(address.ToString()), 0, out var endpoint)
        ? endpoint
        : throw new InvalidOperationException($"{address} is not an address");
}
