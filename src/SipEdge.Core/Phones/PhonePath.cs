using System.Globalization;
using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones;

/// <summary>
/// The way to a phone: the flow that its REGISTER came over, and what it calls itself there. The contact URI is written into
/// requests and never followed: whoever can register could else have the edge send to anybody. Immutable after construction.
/// </summary>
public sealed class PhonePath(Flow flow, byte[] uri, byte[] record)
{
    public static readonly PhonePath Nowhere = new(default, [], []);

    // A cache: whichever loop needs the route first makes it, and two that make it at once make the same.
    private volatile CallRoute? _route;

    public Flow Flow => flow;

    /// <summary>The Request-URI of what is sent to it.</summary>
    public byte[] Uri => uri;

    /// <summary>The route of a call to it, by the configuration given.</summary>
    public RouteModel RouteBy(PhoneModel phones)
    {
        if (_route is { } known && ReferenceEquals(known.Phones, phones))
        {
            return known.Route;
        }
        var made = new CallRoute(phones, Make(phones));
        _route = made;
        return made.Route;
    }

    private RouteModel Make(PhoneModel phones)
    {
        var hostPort = Encoding.ASCII.GetBytes(flow.Remote.ToString());
        var gateway = new GatewayModel
        {
            Name = Encoding.UTF8.GetString(record),
            TrunkName = phones.Phones.Name,
            TrunkId = phones.Phones.Id,
            Scheme = SipUriView.SchemeOf(uri) == UriScheme.Sips ? UriScheme.Sips : UriScheme.Sip,
            Media = phones.Phones.Media,
            HostPort = hostPort,
            Direction = GatewayDirection.Outbound,
            Priority = 0,
            Active = true,
            Line = phones.Line,
            Targets =
            [
                new TargetModel
                {
                    Address = flow.Remote,
                    Transport = flow.Transport,
                    Listener = flow.Listener,
                    Connection = flow.Connection,
                    HostPort = hostPort,
                    Origin = string.Create(CultureInfo.InvariantCulture, $"registered over {ConfigNames.Transport.Name(flow.Transport)}"),
                    RequestUri = uri,
                    ToUri = record,
                },
            ],
        };
        return new RouteModel
        {
            Prefix = [],
            Strip = 0,
            Prepend = [],
            To = RouteTarget.Phone(phones.Phones, gateway.Targets[0]),
            Line = phones.Line,
        };
    }

    private sealed record CallRoute(PhoneModel Phones, RouteModel Route);
}
