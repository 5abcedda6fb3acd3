using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>A trunk's registration, resolved. Immutable after construction.</summary>
public sealed class RegisterModel
{
    /// <summary>"sip:carrier.example".</summary>
    public required byte[] RequestUri { get; init; }

    /// <summary>"&lt;sip:account@carrier.example&gt;": To, and From without its tag.</summary>
    public required byte[] AddressOfRecord { get; init; }

    /// <summary>Of <see cref="AddressOfRecord"/>: the account.</summary>
    public required byte[] User { get; init; }

    public required byte[] ContactUser { get; init; }

    /// <summary>Seconds.</summary>
    public required int Expires { get; init; }

    public required long RetryMs { get; init; }

    public required long RetryMaxMs { get; init; }

    public required long RetryDeniedMs { get; init; }

    public WhenUnregistered WhenUnregistered { get; init; }

    /// <summary>Where the registrar answers, in the order to try; empty while its name has no address.</summary>
    public required ImmutableArray<TargetModel> Targets { get; init; }

    public ConfigLine Line { get; init; }

    /// <summary>Whether the other is the same binding at the same registrar. How often to try is no part of it.</summary>
    public bool IsSameBindingAs(RegisterModel other) =>
        RequestUri.AsSpan().SequenceEqual(other.RequestUri) && AddressOfRecord.AsSpan().SequenceEqual(other.AddressOfRecord)
        && ContactUser.AsSpan().SequenceEqual(other.ContactUser);
}
