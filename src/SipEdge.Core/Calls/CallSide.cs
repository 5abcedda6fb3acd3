namespace SipEdge.Core.Calls;

/// <summary>The two legs of a call.</summary>
internal enum CallSide : byte
{
    Caller,
    Callee,
}

/// <summary>What a leg is called, and the one across from it.</summary>
internal static class CallSides
{
    /// <summary>As records, logs and metrics call it.</summary>
    public static string Name(this CallSide side) => side == CallSide.Caller ? "caller" : "callee";

    public static CallSide Other(this CallSide side) => side == CallSide.Caller ? CallSide.Callee : CallSide.Caller;
}
