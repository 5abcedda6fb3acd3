namespace SipEdge.Media.Dtls;

/// <summary>Where a <see cref="DtlsHandshake"/> is.</summary>
internal enum DtlsState : byte
{
    Handshaking,

    /// <summary>Keys are there. Datagrams are still taken: the peer may have missed our last flight.</summary>
    Established,

    /// <summary>Nothing comes of it any more.</summary>
    Failed,
}
