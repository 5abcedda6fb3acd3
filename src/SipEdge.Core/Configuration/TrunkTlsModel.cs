using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Who a trunk is over TLS, and who the edge is to it; the executable reads the files. Immutable.</summary>
public sealed class TrunkTlsModel
{
    /// <summary>Null: the authorities of tls.client.</summary>
    public string? CaPath { get; init; }

    public TlsContextModel? ClientCertificate { get; init; }

    public ImmutableArray<ImmutableArray<byte>> Pins { get; init; } = [];

    public TlsVersion MinVersion { get; init; }

    public ImmutableArray<string> ClientNames { get; init; } = [];

    public bool RequireClientName { get; init; }

    public ConfigLine Line { get; init; }
}
