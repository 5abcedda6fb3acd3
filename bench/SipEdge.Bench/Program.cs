using BenchmarkDotNet.Running;
using SipEdge.Bench;

if (args is ["gate", var baseline])
{
    return ByteGate.Run(baseline, Console.Out);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
