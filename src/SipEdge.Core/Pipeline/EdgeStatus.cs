namespace SipEdge.Core.Pipeline;

/// <summary>One loop at a glance. Plain data, taken on the loop.</summary>
public readonly record struct EdgeStatus(
    int Loop, int Calls, int Transactions, bool Draining, double Occupancy, double Share);
