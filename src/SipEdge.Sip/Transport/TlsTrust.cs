using System.Collections.Frozen;
using System.Collections.Immutable;

namespace SipEdge.Sip.Transport;

/// <summary>
/// Whom TLS trusts: peers that the edge calls, by <see cref="Flow.TlsClient"/>, and peers that call it, by their certificate.
/// May be replaced while running. A connection under settings that are gone is not used for anything new.
/// </summary>
public sealed class TlsTrust(
    TlsClientSettings otherwise, IReadOnlyDictionary<string, TlsClientSettings> clients, ImmutableArray<ExpectedPeer> peers)
{
    // Swapped whole: a handshake reads one of them from beginning to end.
    private volatile State _state = State.Of(otherwise, clients, peers);

    public static TlsTrust Default => new(TlsClientSettings.Default, FrozenDictionary<string, TlsClientSettings>.Empty, []);

    public ImmutableArray<ExpectedPeer> Peers => _state.Peers;

    /// <summary>Settings that are the same must be the same object, or connections that stand are not used again.</summary>
    public void Replace(
        TlsClientSettings otherwise, IReadOnlyDictionary<string, TlsClientSettings> clients,
        ImmutableArray<ExpectedPeer> peers) => _state = State.Of(otherwise, clients, peers);

    /// <summary>How a peer is verified and what it is shown; null is everyone without settings of their own.</summary>
    public TlsClientSettings Client(string? name)
    {
        var state = _state;
        return name is not null && state.Clients.TryGetValue(name, out var settings) ? settings : state.Otherwise;
    }

    private sealed record State(
        TlsClientSettings Otherwise, FrozenDictionary<string, TlsClientSettings> Clients, ImmutableArray<ExpectedPeer> Peers)
    {
        public static State Of(
            TlsClientSettings otherwise, IReadOnlyDictionary<string, TlsClientSettings> clients,
            ImmutableArray<ExpectedPeer> peers) => new(otherwise, clients.ToFrozenDictionary(StringComparer.Ordinal), peers);
    }
}
