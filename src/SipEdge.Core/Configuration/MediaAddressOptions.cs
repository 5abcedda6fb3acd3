namespace SipEdge.Core.Configuration;

/// <summary>The relay's address in one family.</summary>
public sealed record MediaAddressOptions
{
    public required string Address { get; init; }

    /// <summary>What SDP says when NAT stands before <see cref="Address"/>.</summary>
    public string? Advertise { get; init; }
}
