using System.Net;

namespace SipEdge.Core.Configuration;

/// <summary>The relay's address in one family, and what SDP says it is.</summary>
public sealed class MediaAddressModel
{
    public required IPAddress Address { get; init; }

    public required IPAddress Advertised { get; init; }
}
