namespace SipEdge.Core.Configuration;

/// <summary>A certificate by reference; the executable reads the files.</summary>
public sealed class TlsContextModel
{
    public required string Name { get; init; }

    public string? CertificatePath { get; init; }

    public string? KeyPath { get; init; }

    public bool SelfSigned { get; init; }

    public TlsVersion MinVersion { get; init; }

    public ConfigLine Line { get; init; }
}
