using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>One address the edge listens on. Immutable after construction.</summary>
public sealed class ListenerModel
{
    /// <summary>Its place in the file; what <see cref="Flow.Listener"/> holds.</summary>
    public required byte Number { get; init; }

    public required string Name { get; init; }

    public required TransportKind Transport { get; init; }

    public required IPEndPoint Bind { get; init; }

    public required string AdvertisedHost { get; init; }

    public required int AdvertisedPort { get; init; }

    /// <summary>What Via and Contact say.</summary>
    public byte[] SentBy =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{AdvertisedHost}:{AdvertisedPort}"));

    /// <summary>The first is for who asks for none of them. Empty without TLS.</summary>
    public ImmutableArray<TlsContextModel> Certificates { get; init; } = [];

    public bool StrictSni { get; init; }

    public ClientAuth ClientAuth { get; init; }

    public ConfigLine Line { get; init; }
}
