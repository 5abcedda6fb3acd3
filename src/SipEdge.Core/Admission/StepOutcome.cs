namespace SipEdge.Core.Admission;

/// <summary>What one look at a rule came to.</summary>
public enum StepOutcome : byte
{
    /// <summary>The rule lets the request go on.</summary>
    Passed,

    /// <summary>The rule admits, selects or sets something.</summary>
    Decided,

    /// <summary>The rule ends the matter.</summary>
    Refused,

    /// <summary>The rule would have matched but for one thing.</summary>
    NearMiss,

    /// <summary>The rule does not apply.</summary>
    Skipped,

    /// <summary>Nothing decided here; worth knowing.</summary>
    Noted,
}
