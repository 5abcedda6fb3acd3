using System.Runtime.CompilerServices;
using SipEdge.Core.Admission;

namespace SipEdge.Core.Pipeline;

/// <summary>One remembered request: where its bytes are, how it came, and what became of it. Owned by the loop.</summary>
internal struct Attempt
{
    public AttemptId Id;
    public long Position;
    public int Length;
    public Arrival Arrival;
    public NonceMemory Nonces;

    /// <summary>Which configuration decided: <see cref="AttemptMemory"/> counts them.</summary>
    public int Model;

    public bool Ended;

    /// <summary>As recorded; names of reasons and gateways live as long as the process or their configuration.</summary>
    public string Reason;
    public int Status;
    public int TriedCount;
    public TriedGateways Tried;

    /// <summary>More are in the record.</summary>
    [InlineArray(Most)]
    internal struct TriedGateways
    {
        public const int Most = 4;

        private TriedGateway _first;
    }
}

/// <summary>A gateway that was tried and what it answered; 0 for nothing.</summary>
internal readonly record struct TriedGateway(string Trunk, string Gateway, int Status, string Reason, double Seconds);
