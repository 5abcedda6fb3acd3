using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

internal static class MediaOptionsValidator
{
    /// <summary>RTP and RTCP of each leg.</summary>
    private const int PortsPerLine = 4;

    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var media = options.Media;
        ValidateAddress(media.Ipv4, "media.ipv4", AddressFamily.InterNetwork, problems);
        ValidateAddress(media.Ipv6, "media.ipv6", AddressFamily.InterNetworkV6, problems);
        Rules.Range(problems, "media.port_min", media.PortMin, 1_024, 65_534);
        Rules.Range(problems, "media.port_max", media.PortMax, 1_025, 65_535);
        if (media.PortMin % 2 != 0)
        {
            problems.Error("media.port_min", "RTP takes even ports (RFC 3550 §11)", "an even number");
        }
        if (media.PortMax - media.PortMin < PortsPerLine - 1)
        {
            problems.Error("media.port_max", "one call needs four ports", "port_min + 3 or more");
        }
        else
        {
            ValidateRoom(options, problems);
        }
        Rules.Range(problems, "media.pace_ms", media.PaceMs, 0, 20);
        foreach (var listener in options.Listeners.Select((listener, i) => (listener, path: $"listeners[{i}].bind")))
        {
            if (EndpointText.TryParseBind(listener.listener.Bind, 5060, out var bind, out _)
                && SharesUdpPort(listener.listener, bind, media))
            {
                problems.Error(listener.path, "this port lies within media.port_min to media.port_max");
            }
        }
        if (media.Ipv4 is null && media.Ipv6 is null && !options.Listeners.Any(HasOwnAddress))
        {
            problems.Error("media", "no address for audio: every listener is bound to all addresses",
                "media.ipv4.address or media.ipv6.address");
        }
    }

    private static void ValidateRoom(EdgeOptions options, ProblemList problems)
    {
        var perCall = PortsPerLine * (MayCarryVideo(options) ? 2 : 1);
        var room = (options.Media.PortMax - options.Media.PortMin + 1) / perCall;
        var calls = perCall == PortsPerLine ? "calls" : "calls with video";
        var reserve = options.Numbers.Emergency.IsEmpty ? 0 : CallOptions.EmergencyReserve * Math.Max(1, options.Loops);
        if (options.Calls.MaxCalls > room)
        {
            problems.Warning("media.port_max", $"the ports carry {room} {calls}, calls.max_calls is {options.Calls.MaxCalls}");
        }
        else if (options.Calls.MaxCalls > room - reserve)
        {
            problems.Warning("media.port_max",
                $"the ports carry {room} {calls}: with calls.max_calls of them no ports are left for an emergency call",
                string.Create(CultureInfo.InvariantCulture, $"calls.max_calls: {room - reserve} or less, or more ports"));
        }
    }

    /// <summary>Both sides of a call have to allow it.</summary>
    private static bool MayCarryVideo(EdgeOptions options) =>
        options.Media.Policy.Video is true || options.Trunks.Values.Count(static trunk => trunk.Media.Video is true) > 1;

    private static bool SharesUdpPort(ListenerOptions listener, IPEndPoint bind, MediaOptions media) =>
        listener.Transport == TransportKind.Udp && bind.Port >= media.PortMin && bind.Port <= media.PortMax;

    private static bool HasOwnAddress(ListenerOptions listener) =>
        // One that cannot be read has its own complaint.
        !EndpointText.TryParseBind(listener.Bind, 5060, out var bind, out _)
        || (!IPAddress.Any.Equals(bind.Address) && !IPAddress.IPv6Any.Equals(bind.Address));

    private static void ValidateAddress(MediaAddressOptions? media, string path, AddressFamily family, ProblemList problems)
    {
        if (media is null)
        {
            return;
        }
        Check($"{path}.address", media.Address, media.Advertise is null);
        if (media.Advertise is { } advertise)
        {
            Check($"{path}.advertise", advertise, isTold: true);
        }

        void Check(string at, string text, bool isTold)
        {
            if (!AddressPrefix.TryParseAddress(text, out var address, out var why))
            {
                problems.Error(at, why!);
            }
            else if (address.AddressFamily != family)
            {
                problems.Error(at, $"{address} is of the other family", family == AddressFamily.InterNetwork ? "IPv4" : "IPv6");
            }
            else if (isTold && (IPAddress.Any.Equals(address) || IPAddress.IPv6Any.Equals(address)))
            {
                problems.Error(at, $"{address} is every address; SDP needs one that peers can send to");
            }
        }
    }
}
