namespace SipEdge.Doctor;

/// <summary>How one step of a test ended.</summary>
public enum TestOutcome
{
    Ok,

    /// <summary>Works, with something that the operator should know.</summary>
    Noted,

    Failed,

    /// <summary>Nothing to do here, or a step before it failed.</summary>
    Skipped,
}
