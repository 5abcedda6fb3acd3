namespace SipEdge.Core.Trunks;

/// <summary>Where a trunk's registration at its carrier stands.</summary>
public enum RegistrationState : byte
{
    /// <summary>The trunk does not register.</summary>
    Disabled,

    Trying,

    /// <summary>The registrar asked for credentials and has been given them.</summary>
    Challenged,

    Registered,

    /// <summary>It failed; the next try waits.</summary>
    BackingOff,

    /// <summary>It failed in a way that trying again soon does not cure.</summary>
    Failed,

    Unregistering,
}
