namespace SipEdge.Core.Registrations;

/// <summary>What happens to a registration.</summary>
internal enum RegistrationInput : byte
{
    Enable,
    Disable,

    /// <summary>The same while the last binding still stands, which the failure of its refresh did not end.</summary>
    DisableBound,

    /// <summary>The time for a refresh or for the next try has come.</summary>
    Due,

    /// <summary>The registrar wants credentials, and can have them.</summary>
    Challenge,

    /// <summary>2xx, and our binding is among what it lists.</summary>
    Accepted,

    /// <summary>423 with a time that may be asked for.</summary>
    TooBrief,

    /// <summary>This address failed, and there is another.</summary>
    TargetFailed,

    /// <summary>The last address failed.</summary>
    AllFailed,

    /// <summary>Refused for a reason that trying again soon does not cure.</summary>
    Denied,

    /// <summary>The connection of a registration closed (RFC 5626 §4.2: the flow failed).</summary>
    FlowLost,
}
