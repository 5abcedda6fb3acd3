namespace SipEdge.Core.Calls;

/// <summary>Upward: learns what a call is called as soon as it is opened, before anything else becomes of it.</summary>
internal interface ICallWitness
{
    /// <param name="id">The edge's tag on the caller's side; the record's <c>id</c>.</param>
    void Opened(ReadOnlySpan<byte> id);
}
