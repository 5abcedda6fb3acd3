using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>How credentials are read. Immutable after construction.</summary>
public sealed class SecurityModel
{
    public required WrongCredentialPolicy PresentButWrong { get; init; }

    public required byte[] SidHeader { get; init; }

    public required byte[] TokenHeader { get; init; }

    public required long NonceLifetimeMs { get; init; }

    public required UnknownDomainPolicy UnknownDomain { get; init; }

    public required UnknownSourcePolicy UnknownSource { get; init; }

    public required SourceRateOptions Rates { get; init; }

    public required BanOptions Bans { get; init; }

    public required ImmutableArray<ScannerModel> Scanners { get; init; }

    public ConfigLine UnknownDomainLine { get; init; }

    public ConfigLine UnknownSourceLine { get; init; }
}
