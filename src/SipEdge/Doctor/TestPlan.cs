using System.Net;
using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>What the user wants tried.</summary>
/// <param name="Timeout">For each answer.</param>
/// <param name="Register">A real registration with a Contact of the test's own, removed afterwards; else only a query.</param>
/// <param name="Call">The number to call; null: none.</param>
/// <param name="Gateway">Only this one; null: every one that calls go to.</param>
public sealed record TestPlan(TimeSpan Timeout, bool Register = false, string? Call = null, string? Gateway = null);

/// <summary>One place to test, and by which rules.</summary>
/// <param name="From">The address to call from; null: as the machine's routes have it.</param>
internal sealed record TestTarget(TrunkModel Trunk, GatewayModel Gateway, TargetModel Place, IPAddress? From, TlsClientSettings Tls)
{
    /// <summary>As URIs name the gateway, whatever stands before it.</summary>
    public string HostPort => Encoding.ASCII.GetString(Gateway.HostPort);

    /// <summary>Of every request that opens a dialog: the outbound proxy, where it is named by a Route.</summary>
    public IReadOnlyList<string> Routes =>
        Place.RouteLine is { Length: > 0 } line ? [Encoding.ASCII.GetString(line.AsSpan()["Route: ".Length..^"\r\n".Length])] : [];

    public string Subject => $"{Place.Address} {TransportName(Place.Transport)}";

    public static string TransportName(TransportKind transport) => transport switch
    {
        TransportKind.Udp => "udp",
        TransportKind.Tcp => "tcp",
        _ => "tls",
    };
}
