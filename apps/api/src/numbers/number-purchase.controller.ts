import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CurrentCaller } from '../auth/current-caller.decorator.js';
import { checkedIdempotencyKey } from '../auth/idempotency-key.js';
import { OptionalHeader } from '../auth/optional-header.decorator.js';
import { runDto } from '../trunks/trunk-views.js';
import { BuyNumberDto, NumberBoughtDto } from './number-purchase.dto.js';
import { NumberPurchaseService } from './number-purchase.service.js';
import { numberDto } from './number.dto.js';
import { NumbersService } from './numbers.service.js';

@ApiTags('Numbers')
@Controller('phone-numbers')
export class NumberPurchaseController {
  constructor(
    private readonly purchases: NumberPurchaseService,
    private readonly numbers: NumbersService,
  ) {}

  @Post()
  @RequireScope('numbers:write')
  @ApiOperation({ summary: 'Buy exactly this number, once; sent again, the same request gets the same number' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key with the same request gives the same number; 8 to 128 printable characters.',
  })
  @ApiCreatedResponse({ type: NumberBoughtDto })
  async buy(
    @CurrentCaller() caller: Caller,
    @Body() dto: BuyNumberDto,
    @OptionalHeader('idempotency-key') idempotencyKey?: string,
  ): Promise<NumberBoughtDto> {
    const { numberId, run } = await this.purchases.buy(caller, { ...dto }, checkedIdempotencyKey(idempotencyKey));
    return { number: numberDto(await this.numbers.view(caller, numberId)), run: run && runDto(run) };
  }
}
