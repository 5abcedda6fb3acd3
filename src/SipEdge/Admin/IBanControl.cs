namespace SipEdge.Admin;

/// <summary>Bans, as an operator sees and changes them. What cannot be done is told in the answer.</summary>
public interface IBanControl
{
    /// <summary>Those in force; the next to end comes first.</summary>
    IReadOnlyList<BanReport> List();

    /// <param name="prefix">An address, or a network with its length.</param>
    /// <param name="duration">"30m", "1h", "7d".</param>
    /// <param name="note">Why, for the list and the records.</param>
    /// <param name="force">Also when the configuration names the address, or it is this machine's.</param>
    BanChange Add(string prefix, string duration, string? note, bool force);

    BanChange Lift(string prefix);

    BanChange LiftAll();
}
