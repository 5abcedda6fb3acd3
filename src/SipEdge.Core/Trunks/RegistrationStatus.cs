namespace SipEdge.Core.Trunks;

/// <summary>
/// What is known of a trunk's registration. Immutable: the keeper of registrations puts a new one in its place, and every loop reads
/// the whole of one.
/// </summary>
/// <param name="Code">Of the last response; 0: none came.</param>
/// <param name="Reason">What the registrar said with it, or why none came.</param>
public sealed record RegistrationStatus(RegistrationState State, int Code, string Reason)
{
    public static RegistrationStatus Disabled { get; } = new(RegistrationState.Disabled, 0, "");

    public string CallId { get; init; } = "";

    public uint CSeq { get; init; }

    /// <summary>Since when it is in this state.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>What the registrar granted; null while nothing is registered.</summary>
    public TimeSpan? GrantedExpires { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? NextRefresh { get; init; }

    /// <summary>The address that was asked.</summary>
    public string? Registrar { get; init; }

    /// <summary>Number of the connection that it was sent over; 0 over UDP.</summary>
    public int Connection { get; init; }

    /// <summary>Calls go out also while it is not registered (when_unregistered).</summary>
    public bool SendAnyway { get; init; }

    /// <summary>
    /// Calls may go out: the trunk does not register, or its binding stands. That outlasts a refresh that fails.
    /// </summary>
    public bool IsUsable => SendAnyway || State == RegistrationState.Disabled || GrantedExpires is not null;
}
